import { Type } from 'typebox';
import { ROLES } from '../../core/capacities.js';
import { Count, nullable, Time } from './schemas.js';

/* Shapes of login and logout. */

const closed = { additionalProperties: false } as const;
const Text = (maxLength: number) => Type.Optional(Type.String({ maxLength }));

export const LoginQuery = Type.Object(
  {
    to: Type.Optional(
      // Two strokes, or one that leans, would be another host.
      Type.String({ pattern: '^/(?![/\\\\])[!-~]{0,511}$', description: 'path of this service to come back to' }),
    ),
    fresh: Type.Optional(Type.Literal('1', { description: 'a login now, also of somebody who is known' })),
    as: Type.Optional(Type.Enum(ROLES, { description: 'for somebody who may be more than one' })),
  },
  closed,
);

/** RFC 6749, 4.1.2 and 4.1.2.1; RFC 9207. What a provider adds to it is passed over. */
export const CallbackQuery = Type.Object(
  {
    ...{ code: Text(2_048), state: Text(256), iss: Text(2_048), session_state: Text(512) },
    ...{ error: Text(128), error_description: Text(1_024), error_uri: Text(1_024), scope: Text(1_024) },
  },
  { additionalProperties: Type.String({ maxLength: 2_048 }) },
);

const LEFT = {
  idleLeft: Count('seconds until the session ends, where nothing is asked'),
  left: Count('seconds until it ends, however busy it is'),
};

export const SessionLeftAnswer = Type.Object(LEFT);

export const SessionAnswer = Type.Object({
  role: Type.Enum(ROLES),
  coach: nullable(Type.Object({ id: Type.String(), name: Type.String() })),
  csrfToken: Type.String({ description: 'goes as the header f4w-csrf-token with every POST, and may with a GET' }),
  authTime: Time('of the login at the identity provider'),
  ends: Time('the session ends earlier where nothing is asked'),
  ...LEFT,
});

export const LogoutAnswer = Type.Object({ provider: nullable(Type.String()) });

export const LogoutNotice = Type.Object({ logout_token: Type.String({ minLength: 1, maxLength: 8_000 }) });

export const NoContent = Type.Null({ description: 'no body' });
