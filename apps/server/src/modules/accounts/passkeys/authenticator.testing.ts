export { createAuthenticator, type Lies } from '../../../../test/authenticator.ts'
