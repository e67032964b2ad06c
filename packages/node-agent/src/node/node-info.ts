import { readFileSync } from 'node:fs';
import { arch, hostname, release, type } from 'node:os';
import type { NodeSystemInfo } from '@sampan/api';
import type { Driver } from '../drivers/driver.js';

export const kubeletVersion = 'v1.36.0+sampan.0.1.0';

export type NamedDriver = Pick<Driver, 'name' | 'version'>;

/** `status.nodeInfo`: what the node is made of. */
export function nodeInfo(driver: NamedDriver): NodeSystemInfo {
  return {
    machineID: firstLine('/etc/machine-id') ?? hostname(),
    systemUUID: firstLine('/sys/class/dmi/id/product_uuid') ?? firstLine('/etc/machine-id') ?? hostname(),
    bootID: firstLine('/proc/sys/kernel/random/boot_id') ?? '',
    kernelVersion: release(),
    osImage: osImage(),
    containerRuntimeVersion: `${driver.name}://${driver.version}`,
    kubeletVersion,
    kubeProxyVersion: '',
    operatingSystem: operatingSystem(),
    architecture: architecture(),
  };
}

/** As Go's GOOS, which labels and node selectors use. */
export function operatingSystem(): string {
  return type().toLowerCase();
}

/** As Go's GOARCH. */
export function architecture(): string {
  const names: Record<string, string> = { x64: 'amd64', ia32: '386', ppc64: 'ppc64le' };
  return names[arch()] ?? arch();
}

function osImage(): string {
  const match = /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(read('/etc/os-release') ?? '');
  return match?.[1] ?? `${type()} ${release()}`;
}

function firstLine(file: string): string | undefined {
  return read(file)?.split('\n')[0]?.trim() || undefined;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
