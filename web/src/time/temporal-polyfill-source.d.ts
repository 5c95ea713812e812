declare module 'temporal-polyfill-source' {
  export { Temporal } from 'temporal-polyfill';
}
