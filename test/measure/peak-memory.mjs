// Loaded into every process of a measured command (NODE_OPTIONS=--import): leaves the peak of its memory behind, and how much it worked.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.env.PEAK_MEMORY_FOLDER;
process.on('exit', () => {
  const megabytes = process.resourceUsage().maxRSS / 1024;
  const { user, system } = process.cpuUsage();
  const workMs = (user + system) / 1000;
  writeFileSync(join(folder, `${process.pid}.json`), JSON.stringify({ megabytes, workMs }));
});
