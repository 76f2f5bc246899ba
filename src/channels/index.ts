export * from './channels.module';
export { prepareHttp } from './http/http.setup';
