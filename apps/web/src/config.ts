import { IsInt, IsString, Max, Min } from 'class-validator';
import { readSettings, ServiceSettings, type Need } from '#http';

/** The settings of the pages, from the environment. */
export class WebSettings extends ServiceSettings {
  /** Where the services answer, all behind one address. Without it this very server. */
  @IsString()
  SERVICES_URL = '';

  /** After so many minutes without a request somebody has to sign in again. */
  @IsInt()
  @Min(1)
  @Max(1440)
  SESSION_IDLE_MINUTES = 30;

  /** And after so many hours in any case. */
  @IsInt()
  @Min(1)
  @Max(24)
  SESSION_HOURS = 8;

  /** Pages hold no child's key: they let people sign in. */
  override needs(): readonly Need[] {
    return ['sign-in'];
  }
}

/** Throws `BadSettings` listing every fault. */
export function webSettings(): WebSettings {
  return readSettings(WebSettings, process.env);
}
