import type { Product } from '../storefront.types';

interface DemoProduct extends Pick<Product, 'name' | 'description' | 'stock' | 'attributes'> {
  priceMinor: number;
  /** In how many days after the start it is back. */
  restockedIn?: number;
  isFinalSale?: true;
}

const products = {
  'SKU-10442': {
    name: 'Blue Kettle',
    description: 'An electric kettle of stainless steel, lacquered blue.',
    priceMinor: 3990,
    stock: 14,
    attributes: {
      capacity: '1.7 l',
      material: 'stainless steel',
      power: '2200 W',
      colour: 'blue',
      'cable length': '75 cm',
    },
  },
  'SKU-10443': {
    name: 'Red Kettle',
    description: 'An electric kettle of stainless steel, lacquered red.',
    priceMinor: 3990,
    stock: 0,
    restockedIn: 9,
    attributes: {
      capacity: '1.7 l',
      material: 'stainless steel',
      power: '2200 W',
      colour: 'red',
      'cable length': '75 cm',
    },
  },
  'SKU-20110': {
    name: 'Linen Shirt',
    description: 'A light shirt of pure linen.',
    priceMinor: 4900,
    stock: 32,
    attributes: { material: '100 % linen', sizes: 'S to XXL', care: 'wash at 40 °C' },
  },
  'SKU-20111': {
    name: 'Wool Jumper',
    description: 'A warm jumper of merino wool.',
    priceMinor: 7900,
    stock: 5,
    attributes: { material: 'merino wool', sizes: 'XS to XL', care: 'hand wash' },
  },
  'SKU-30077': {
    name: 'Desk Lamp',
    description: 'A desk lamp with a movable arm.',
    priceMinor: 3450,
    stock: 21,
    attributes: { bulb: 'LED E27', height: '45 cm', 'cable length': '180 cm' },
  },
  'SKU-30078': {
    name: 'Oak Side Table',
    description: 'A round side table of solid oak.',
    priceMinor: 12900,
    stock: 3,
    attributes: { material: 'solid oak', height: '52 cm', diameter: '40 cm' },
  },
  'SKU-40005': {
    name: 'Ceramic Mug Set',
    description: 'Four ceramic mugs.',
    priceMinor: 2400,
    stock: 60,
    attributes: { pieces: '4', 'dishwasher safe': 'yes', 'microwave safe': 'yes', volume: '350 ml' },
  },
  'SKU-50009': {
    name: 'Running Shoes',
    description: 'Light running shoes.',
    priceMinor: 8900,
    stock: 11,
    attributes: { sizes: '36 to 47', weight: '240 g', upper: 'mesh' },
  },
  'SKU-60001': {
    name: 'Coffee Beans 1 kg',
    description: 'Roasted coffee beans, whole.',
    priceMinor: 1890,
    stock: 40,
    isFinalSale: true,
    attributes: {},
  },
  'SKU-60002': {
    name: 'Engraved Pen',
    description: 'A pen engraved with a text of your choice, made to order.',
    priceMinor: 2900,
    stock: null,
    isFinalSale: true,
    attributes: {},
  },
} satisfies Record<string, DemoProduct>;

export type DemoSku = keyof typeof products;

export const DEMO_PRODUCTS: Record<DemoSku, DemoProduct> = products;
