// Jest reporter: one line at the end of `npm test` about what it could not judge.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const specs = fileURLToPath(new URL('../../../shared/azure-specs/spec.lock.json', import.meta.url));

export default class Unjudged {
  onRunComplete(_contexts, { testResults }) {
    const isJudged = testResults.some(({ testFilePath }) =>
      /[\\/]test[\\/]conformance[\\/]/.test(testFilePath),
    );
    if (isJudged) return;
    const how = existsSync(specs)
      ? 'npm run test:conformance does it'
      : 'that needs ../shared/azure-specs, which is not here';
    console.error(`Not judged: the traffic against the published descriptions of Azure (${how}).`);
  }
}
