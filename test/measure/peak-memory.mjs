// Loaded into every process of a measured command (NODE_OPTIONS=--import): leaves the peak of its memory behind.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.env.PEAK_MEMORY_FOLDER;
process.on('exit', () => {
  const megabytes = process.resourceUsage().maxRSS / 1024;
  writeFileSync(join(folder, `${process.pid}.json`), JSON.stringify({ megabytes }));
});
