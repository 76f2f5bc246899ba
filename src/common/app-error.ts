/**
 * A fault with a stable code. Expected outcomes ("order not found") are values, never an AppError.
 * The message is for programmers and logs; nobody outside sees it.
 */
export abstract class AppError extends Error {
  abstract readonly code: string;

  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
  }
}
