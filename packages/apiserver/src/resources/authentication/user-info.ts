import type { UserInfo } from '@sampan/api';
import type { User } from '../../authentication/user.js';

/** A user as reviews show one. */
export function userInfo({ name, uid, groups, extra }: User): UserInfo {
  return {
    username: name,
    ...(uid ? { uid } : {}),
    groups: [...groups],
    ...(extra === undefined || Object.keys(extra).length === 0
      ? {}
      : { extra: Object.fromEntries(Object.entries(extra).map(([key, values]) => [key, [...values]])) }),
  };
}
