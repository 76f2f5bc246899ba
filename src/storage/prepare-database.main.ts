import { shipEmptyDatabase } from './empty-database';

/** A step of the build: makes the archive from which a first start loads its database. */
void shipEmptyDatabase();
