import { aggregateMessage, type Clock, fieldErrorMessage } from '@sampan/api';
import type { FollowedText } from '../../configuration/followed-text.js';
import type { Authenticator } from '../authenticator.js';
import {
  type AnonymousConfiguration,
  type AuthenticationConfiguration,
  readAuthenticationConfiguration,
} from './configuration.js';
import { jwtAuthenticator } from './jwt-authenticator.js';
import { validateAuthentication } from './validate-configuration.js';

export interface ConfiguredOptions {
  /** The text of an AuthenticationConfiguration, or one that flags have made. */
  readonly source: FollowedText | AuthenticationConfiguration;
  /** What issuers may sign with. */
  readonly algorithms?: readonly string[];
  /** This server's own. */
  readonly disallowedIssuers: readonly string[];
  readonly clock: Clock;
  /** Told of a file that has changed and is no configuration any more: the former one holds. */
  onError(error: unknown): void;
}

/** Those whom a configuration knows, as it is now. */
export interface ConfiguredAuthentication {
  readonly authenticator: Authenticator;
  /** Whether requests without credentials are let in; undefined: the configuration does not say. */
  anonymous(): AnonymousConfiguration | undefined;
  close(): void;
}

/** Follows a configuration of authentication. Throws where it is none, in kube-apiserver's words. */
export function configuredAuthentication(options: ConfiguredOptions): ConfiguredAuthentication {
  const { source } = options;
  const isFollowed = 'follow' in source;
  let current = compile(isFollowed ? readAuthenticationConfiguration(source.text) : source, options);
  const stop =
    isFollowed &&
    source.follow((text) => {
      try {
        current = compile(readAuthenticationConfiguration(text), options);
      } catch (error) {
        options.onError(error);
      }
    });
  return {
    authenticator: { authenticate: (credentials) => firstOf(current.authenticators, credentials) },
    anonymous: () => current.anonymous,
    close: () => {
      if (stop) stop();
    },
  };
}

function compile(configuration: AuthenticationConfiguration, options: ConfiguredOptions) {
  const errors = validateAuthentication(configuration, options.disallowedIssuers);
  if (errors.length > 0) throw new Error(aggregateMessage(errors.map(fieldErrorMessage)));
  const { jwt = [], anonymous } = configuration;
  const { clock, algorithms } = options;
  const authenticators = jwt.map((each) => jwtAuthenticator({ ...each, clock, ...(algorithms && { algorithms }) }));
  return { authenticators, anonymous };
}

/** No two have the same issuer: the first who has something to say has the last word. */
function firstOf(authenticators: readonly Authenticator[], credentials: Parameters<Authenticator['authenticate']>[0]) {
  for (const authenticator of authenticators) {
    const answer = authenticator.authenticate(credentials);
    if (answer !== undefined) return answer;
  }
  return undefined;
}
