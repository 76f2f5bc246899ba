export type { RecordedCall } from './call-record';
export type { Fault } from './fault-queue';
export { LoopbackServer, type Answer } from './loopback-server';
