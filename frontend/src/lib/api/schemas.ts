/** The names of what the server's document describes, for those who send and read it. Types alone. */

import type { components } from './schema.d.ts';

type Schemas = components['schemas'];
export type Challenge = Schemas['ChallengeOut'];
export type Enrolment = Schemas['EnrolmentOut'];
export type Grant = Schemas['GrantOut'];
export type Invitation = Schemas['InvitationOut'];
export type Look = Schemas['LookOut'];
export type MadePasskey = Schemas['MadePasskey'];
export type Month = Schemas['MonthOut'];
export type OwnAccount = Schemas['OwnAccountOut'];
export type Passkey = Schemas['PasskeyOut'];
export type Course = Schemas['CourseOut'];
export type Patient = Schemas['PatientOut'];
export type Scopes = Omit<Schemas['InvitationIn'], 'kind'>;
export type Signature = Schemas['Signature'];
export type Visit = Schemas['VisitOut'];
export type VisitLink = Schemas['VisitLinkOut'];
