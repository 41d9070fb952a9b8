import { readSettings, ServiceSettings } from '#http';

/** This service's settings, from the environment. Throws `BadSettings` listing every fault. */
export function settings(): ServiceSettings {
  return readSettings(ServiceSettings, process.env);
}
