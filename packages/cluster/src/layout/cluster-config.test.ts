import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../user-error.js';
import {
  type ClusterConfig,
  nodeConfigs,
  readClusterConfig,
  requireClusterConfig,
  writeClusterConfig,
} from './cluster-config.js';
import { clusterFolder, logFile } from './cluster-folder.js';
import { requireClusterState } from './cluster-state.js';
import { linkDataFolder } from './data-folder.js';
import { listClusters, requireClusterName, sampanHome } from './sampan-home.js';

describe('the configuration of a cluster', () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(path.join(os.tmpdir(), 'sampan-home-'));
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  const config: ClusterConfig = {
    name: 'test',
    port: 6443,
    nodes: nodeConfigs(2, { serviceCidr: '127.96.0.0/16' }),
    driver: 'auto',
    serviceCidr: '127.96.0.0/16',
    kubeconfig: null,
  };

  it('is read as it was written', async () => {
    const folder = clusterFolder(home, 'test');
    expect(await readClusterConfig(folder)).toBeUndefined();
    await writeClusterConfig(folder, config);
    expect(await readClusterConfig(folder)).toEqual(config);
    expect(await listClusters(home)).toEqual(['test']);
  });

  it('says what to do when it is missing or broken', async () => {
    const folder = clusterFolder(home, 'test');
    await expect(requireClusterConfig(folder, 'test')).rejects.toThrow('there is no cluster named "test"');
    await writeClusterConfig(folder, config);
    await writeFile(folder.config, '{');
    await expect(requireClusterConfig(folder, 'test')).rejects.toThrow(UserError);
  });

  it('gives every node of every cluster pod addresses of its own', () => {
    const cidrs = ['127.96.0.0/16', '127.97.0.0/16'].flatMap((range) =>
      nodeConfigs(254, { serviceCidr: range }).map(({ podCidr }) => podCidr),
    );
    expect(cidrs.slice(0, 2)).toEqual(['127.64.1.0/24', '127.64.2.0/24']);
    expect(new Set(cidrs).size).toBe(508);
    expect(cidrs.at(-1)).toBe('127.65.254.0/24');
  });

  it('is not taken for a new cluster when its database is gone', async () => {
    const folder = clusterFolder(home, 'test');
    await requireClusterState(folder, 'test');
    await mkdir(folder.logs, { recursive: true });
    await writeFile(logFile(folder, 'apiserver'), 'serving\n');
    const gone = 'the database of cluster "test" is missing or empty: ';
    await expect(requireClusterState(folder, 'test')).rejects.toThrow(gone);
    await mkdir(folder.db);
    await writeFile(path.join(folder.db, 'state.db'), '');
    await expect(requireClusterState(folder, 'test')).rejects.toThrow(gone);
    await writeFile(path.join(folder.db, 'state.db'), 'SQLite');
    await requireClusterState(folder, 'test');
  });

  it('can live elsewhere, and is found by its name all the same', async () => {
    const elsewhere = path.join(home, 'elsewhere', 'data');
    const clusters = path.join(home, 'clusters');
    await linkDataFolder(clusters, 'test', elsewhere);
    await linkDataFolder(clusters, 'test', elsewhere);
    await writeClusterConfig(clusterFolder(clusters, 'test'), config);
    expect(
      await readClusterConfig({ ...clusterFolder(clusters, 'test'), config: path.join(elsewhere, 'cluster.json') }),
    ).toEqual(config);
    expect(await listClusters(clusters)).toEqual(['test']);
    await expect(linkDataFolder(clusters, 'test', path.join(home, 'third'))).rejects.toThrow('lives in');
  });

  it('follows SAMPAN_HOME', () => {
    expect(sampanHome({ SAMPAN_HOME: '/somewhere' })).toBe('/somewhere');
    expect(sampanHome({})).toBe(path.join(os.homedir(), '.sampan'));
  });

  it.each(['Upper', 'a/b', '../a', '', '-a', 'a'.repeat(64)])('refuses the name %j', (name) => {
    expect(() => requireClusterName(name)).toThrow('cannot name a cluster');
  });
});
