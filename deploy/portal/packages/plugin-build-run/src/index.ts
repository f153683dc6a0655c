export { buildRunPlugin as default } from './plugin';
