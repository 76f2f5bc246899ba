export interface UserError {
  field: string[] | null;
  message: string;
  code?: string;
}

export function userError(field: string[] | null, message: string, code?: string): UserError {
  return code === undefined ? { field, message } : { field, message, code };
}
