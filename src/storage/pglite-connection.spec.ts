import { sql } from 'drizzle-orm';
import type { Connection } from './connection';
import { openPglite } from './pglite.adapter';

describe('the embedded database', () => {
  let connection: Connection;
  beforeAll(async () => {
    connection = await openPglite('memory://');
  });
  afterAll(() => connection.close());

  const value = async (text: string): Promise<unknown> => {
    const { rows } = await connection.db.execute(sql`select ${text}::int as value`);
    return rows[0]?.value;
  };

  it('goes on after a statement that failed, prepared before or not', async () => {
    for (const good of ['1', '2', '3']) {
      await expect(value('not a number')).rejects.toThrow();
      expect(await value(good)).toBe(Number(good));
      await expect(connection.db.execute(sql`selec ${good}`)).rejects.toThrow();
      await expect(connection.pool.query('selec')).rejects.toThrow();
    }
  });

  it('goes on after a transaction that failed', async () => {
    const failing = connection.db.transaction(async (tx) => {
      await tx.execute(sql`create table left_behind (id int)`);
      await tx.execute(sql`select 1 / ${0}::int`);
    });
    await expect(failing).rejects.toThrow();
    const { rows } = await connection.db.execute(sql`select to_regclass(${'left_behind'}) as found`);
    expect(rows).toEqual([{ found: null }]);
  });

  it('takes statements at once, and more texts than it keeps prepared', async () => {
    const answers = await Promise.all(
      Array.from({ length: 300 }, (_, index) =>
        connection.db.execute(sql`select ${index}::int + ${sql.raw(String(index))} as value`),
      ),
    );
    expect(answers.map(({ rows }) => rows[0]?.value)).toEqual(
      Array.from({ length: 300 }, (_, index) => 2 * index),
    );
  });
});
