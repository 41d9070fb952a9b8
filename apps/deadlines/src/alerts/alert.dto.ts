/* Alerts as they are answered, for the OpenAPI document. */

/** How far one recipient’s delivery has come. */
export class AlertDeliveryDto {
  /** The role, the webhook or the email it is for. */
  readonly to: string;
  /** listed (a role finds it in this list), waiting, trying, delivered or dead. */
  readonly state: string;
  readonly attempts: number;
  /** When it is tried next, of one that waits. */
  readonly next: string | null;
  /** Why the last attempt failed. */
  readonly error: string | null;
}

/** An alert: what was known when it was raised, and what became of it. */
export class AlertDto {
  readonly alert: string;
  readonly raisedAt: string;
  readonly child: string;
  readonly clock: Record<string, unknown>;
  readonly by: Record<string, unknown>;
  readonly state: string;
  readonly worker: string | null;
  readonly team: string | null;
  readonly known: Record<string, unknown>;
  readonly deliveries: AlertDeliveryDto[];
}

export class AlertsDto {
  readonly authority: string;
  readonly alerts: AlertDto[];
  /** The cursor of the next page; null on the last. */
  readonly next: string | null;
}

export class ReplayedDto {
  readonly authority: string;
  /** The ids of the alerts that are sent again. */
  readonly replayed: string[];
}
