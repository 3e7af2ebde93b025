import { apiCases, customCases, deletionCases, securityCases, subresourceCases } from './cases-cluster.ts';
import { controllerCases } from './cases-controllers.ts';
import { listCases } from './cases-lists.ts';
import { applyCases, objectCases, patchCases } from './cases-objects.ts';
import { tableCases } from './cases-tables.ts';
import { defaultCases, fixedCases, ruleCases } from './cases-workloads.ts';

/** What the API does, as far as anybody here relies on it. What it answers is in `answers/`, as a real one gave it. */
export const contract = {
  api: apiCases,
  objects: objectCases,
  patches: patchCases,
  apply: applyCases,
  lists: listCases,
  defaults: defaultCases,
  rules: ruleCases,
  fixed: fixedCases,
  deletion: deletionCases,
  controllers: controllerCases,
  subresources: subresourceCases,
  security: securityCases,
  custom: customCases,
  tables: tableCases,
} as const;

export type Chapter = keyof typeof contract;
/** The chapters, in the order in which they are told. */
export const chapters = Object.keys(contract) as readonly Chapter[];
