/** What a person may be here. Each fact keeps the role it was recorded under. */
export const roles = ['caseworker', 'manager', 'chair', 'analyst', 'auditor', 'administrator'] as const;
export type Role = (typeof roles)[number];
