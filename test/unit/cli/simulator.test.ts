import { describe, expect, test } from '@jest/globals';
import { main } from '../../../src/cli/main.ts';
import { memoryFiles, type MemoryFiles } from '../../support/files.ts';
import { realClock } from '../../simulator/server-rig.ts';
import { rig } from './rig.ts';

/** A simulator that has said where it is; `stop` presses Ctrl-C and tells how it ended. */
const started = (files: MemoryFiles, ...argv: readonly string[]) => startedIn({}, files, argv);

async function startedIn(env: Readonly<Record<string, string>>, files: MemoryFiles, argv: readonly string[]) {
  const { io, out, err, interrupt } = rig({ files, env });
  let id = 0;
  const random = (bytes: number): Uint8Array => new Uint8Array(bytes).fill((id += 1));
  const ended = main(['simulator', ...argv], { ...io, clock: realClock, random });
  const over = new AbortController();
  const early = await Promise.race([ended.finally(() => over.abort()), saysSomething(out, over.signal)]);
  return {
    out,
    err,
    early,
    stop: () => {
      interrupt();
      return ended;
    },
  };
}

async function saysSomething(out: { text(): string }, over: AbortSignal): Promise<undefined> {
  while (!over.aborted && !out.text().includes('\n')) await realClock.sleep(5);
  return undefined;
}

const world = '/project/world.json';

describe('simulator', () => {
  test('prints what a shell takes, and leaves nothing behind but what was asked for', async () => {
    const files = memoryFiles();
    const { out, stop } = await started(files);
    const caFile = /NODE_EXTRA_CA_CERTS='(.*)'/.exec(out.text())?.[1] ?? '';
    expect(files.disk.get(caFile)).toContain('BEGIN CERTIFICATE');
    const lines = out.text().trimEnd().split('\n');
    expect(lines.filter((line) => !/^(#.*|export [A-Za-z_]+='[^']*')$/.test(line))).toEqual([]);
    expect(await stop()).toBe(0);
    expect([...files.disk.keys()]).toEqual([]);
  });

  test('says the same as JSON', async () => {
    const { out, stop } = await started(memoryFiles(), '-o', 'json');
    expect(JSON.parse(out.text())).toMatchObject({
      url: expect.stringMatching(/^https:\/\/localhost:\d+\/$/),
      environment: { HTTPS_PROXY: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) },
    });
    await stop();
  });

  test('keeps its world and its authority beside --state, and goes on with them', async () => {
    const files = memoryFiles();
    const first = await started(files, '--state', 'world.json', '-o', 'json');
    expect(await first.stop()).toBe(0);
    expect([...files.disk.keys()].toSorted()).toEqual([
      world,
      `${world}.ca-key.pem`,
      `${world}.ca.pem`,
      `${world}.lock`,
    ]);
    const authority = files.disk.get(`${world}.ca.pem`);
    const second = await started(files, '--state', 'world.json', '-o', 'json');
    await second.stop();
    const secrets = [first, second].map(
      ({ out }) =>
        (JSON.parse(out.text()) as { environment: Record<string, string> }).environment[
          'AZURE_CLIENT_SECRET'
        ],
    );
    expect(secrets[0]).toBe(secrets[1]);
    expect(files.disk.get(`${world}.ca.pem`)).toBe(authority);
  });

  test('shares its world with no other simulator, but a machine with many', async () => {
    const files = memoryFiles();
    const [first, other] = [await started(files, '--state', 'world.json'), await started(files)];
    const second = await started(files, '--state', 'world.json');
    expect(second.early).toBe(6);
    expect(second.err.text()).toContain('world.json is the world of another simulator');
    expect(await Promise.all([first.stop(), other.stop()])).toEqual([0, 0]);
  });

  test.each([
    [['--port', '70000'], '--port is "70000". It has to be a whole number from 0 to 65535.'],
    [['--port', 'x'], '--port is "x". It has to be a whole number from 0 to 65535.'],
    [['--speed', '-1'], '--speed is "-1". It has to be a number from 0 to 1000000.'],
    [['--seed', '1.5'], '--seed is "1.5". It has to be a whole number from 0 to 2147483647.'],
    [['--profile', 'slow'], 'Allowed choices are fast, realistic.'],
    [['--fault', 'nonsense'], '--fault nonsense: There is no fault "nonsense".'],
    [['--fault', 'throttle.arm=nonsense=3'], 'throttle.arm has no knob "nonsense". Its knobs: retryAfter.'],
    [['--fault', 'aks.stopped=seconds=3'], 'aks.stopped has no knob "seconds". Its knobs: none.'],
    [['--fault', 'lro.fail={'], 'What follows "lro.fail=" is neither JSON nor key=value,…: {'],
    [['--fault', 'lro.fail=match=('], 'match of lro.fail is no regular expression.'],
  ])('refuses %j in one sentence, with exit code 2', async (argv, sentence) => {
    const { early, err, stop } = await started(memoryFiles(), ...argv);
    await stop();
    expect(early).toBe(2);
    expect(err.text().replaceAll(/\s+/g, ' ')).toContain(sentence);
  });

  test.each([
    ['world.json', 'no json', `${world} is no world of the simulator`],
    ['world.json', '{"version":4}', `${world} is no world of the simulator`],
    ['world.json.ca.pem', 'no certificate', 'are no certificate with its key'],
  ])('does not go on with a %s that is %j', async (name, text, sentence) => {
    const files = memoryFiles();
    files.write(`/project/${name}`, text);
    if (name.endsWith('.pem')) files.write(`${world}.ca-key.pem`, 'no key');
    const { early, err, stop } = await started(files, '--state', 'world.json');
    await stop();
    expect(early).toBe(6);
    expect(err.text().replaceAll(/\s+/g, ' ')).toContain(sentence);
    expect(files.disk.get(`/project/${name}`)).toBe(text);
  });

  test.each([
    ['ca.pem', ['--ca-dir', '.']],
    ['ca-key.pem', ['--ca-dir', '.', '--state', 'world.json']],
    ['world.json.ca.pem', ['--state', 'world.json']],
  ])('writes nothing over a %s that is there alone, with %j', async (name, argv) => {
    const files = memoryFiles();
    files.write(`/project/${name}`, 'of somebody else');
    const { early, err, stop } = await started(files, ...argv);
    await stop();
    expect(early).toBe(6);
    expect(err.text().replaceAll(/\s+/g, ' ')).toContain(`/project/${name} is there without`);
    expect([...files.disk.keys()].filter((path) => path.endsWith('.pem'))).toEqual([`/project/${name}`]);
    expect(files.disk.get(`/project/${name}`)).toBe('of somebody else');
  });

  test('says in one sentence that a folder for its world cannot be made', async () => {
    const files = memoryFiles();
    files.refuse = 'ENOENT';
    const { early, err, stop } = await started(files, '--state', 'nope/world.json');
    await stop();
    expect(early).toBe(6);
    expect(err.text()).toContain('/project/nope/world.json cannot be: a folder on its path cannot be made');
  });

  test('leaves a ca.pem beside --state alone', async () => {
    const files = memoryFiles();
    files.write('/project/ca.pem', 'of somebody else');
    const { stop } = await started(files, '--state', 'world.json');
    expect(await stop()).toBe(0);
    expect(files.disk.get('/project/ca.pem')).toBe('of somebody else');
  });

  test('has every program go through it, whatever the shell said before', async () => {
    const { out, stop } = await started(memoryFiles(), '-o', 'json');
    const { environment, proxy, caFile } = JSON.parse(out.text()) as {
      environment: Record<string, string>;
      proxy: string;
      caFile: string;
    };
    expect(environment).toMatchObject({
      HTTPS_PROXY: proxy,
      https_proxy: proxy,
      NO_PROXY: '',
      no_proxy: '',
      SSL_CERT_FILE: caFile,
      CURL_CA_BUNDLE: caFile,
    });
    await stop();
  });

  test.each([
    [[], false],
    [['--state', 'world.json'], true],
    [['--ca-dir', 'ca'], true],
  ])('with %j the store of the system is spoken of, and how to get out of it again: %s', async (argv, is) => {
    const { out, stop } = await started(memoryFiles(), ...argv);
    await stop();
    expect(out.text().includes('sudo cp')).toBe(is);
    expect(out.text().includes('sudo rm')).toBe(is);
  });

  test.each([
    ['0', 'where what runs has ended when one looks'],
    ['1', 'in real time'],
    ['60', '60 times as fast as the real one'],
  ])('at speed %s it says "%s"', async (speed, words) => {
    const { out, stop } = await started(memoryFiles(), '--speed', speed);
    await stop();
    expect(out.text()).toContain(`, ${words}.`);
  });

  test('says once that the disk is full, goes on, and does not end well when the last save fails too', async () => {
    const files = memoryFiles();
    const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    const writing = files.write;
    const brim: MemoryFiles = {
      ...files,
      write: (path, text) => {
        if (path === world) throw full;
        writing(path, text);
      },
    };
    const { out, err, early, stop } = await started(brim, '--state', 'world.json');
    expect(early).toBeUndefined();
    const port = /localhost:(\d+)/.exec(out.text())?.[1] ?? '';
    expect((await fetch(`http://127.0.0.1:${port}/_simulator/health`)).status).toBe(200);
    expect(err.text().match(/world.json cannot be written: the disk is full/g)).toHaveLength(1);
    expect(await stop()).toBe(6);
    await expect(fetch(`http://127.0.0.1:${port}/_simulator/health`)).rejects.toThrow('fetch failed');
  });

  test('names the program that KUBEBUILDER_ASSETS should have and has not', async () => {
    const files = memoryFiles();
    files.write('/project/k8s/etcd', 'a program');
    const { early, err, stop } = await startedIn({ KUBEBUILDER_ASSETS: 'k8s' }, files, []);
    await stop();
    expect(early).toBe(2);
    expect(err.text()).toContain('KUBEBUILDER_ASSETS is k8s, and there is no kube-apiserver.');
    expect([...files.disk.keys()]).toEqual(['/project/k8s/etcd']);
  });

  test('says which port is in use', async () => {
    const { out, stop } = await started(memoryFiles(), '-o', 'json');
    const port = /localhost:(\d+)/.exec(out.text())?.[1] ?? '';
    const { early, err, stop: stopToo } = await started(memoryFiles(), '--port', port);
    await stopToo();
    expect(early).toBe(2);
    expect(err.text()).toContain(`Port ${port} is in use.`);
    await stop();
  });
});
