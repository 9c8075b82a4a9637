/** An empty phone may be one whose storage was wiped while its sign-in lived on: who is signed in gets their diary back. */

import { isAnybodySignedIn, isSignInUnknown } from '#lib/api/signed-in.ts';
import { diary } from '#lib/store/diary.svelte.ts';

const isEmpty = (): boolean =>
  !diary.server && diary.waiting === 0 && diary.days.size === 0 && diary.injections.length === 0;

/** Ask once it can be asked. Returns how to stop. */
export function startComingBack(): () => void {
  const ask = (): void => void comeBack().catch(() => undefined); // not reached: again when the network is back
  addEventListener('online', ask);
  diary.open().then(ask, () => undefined);
  return () => removeEventListener('online', ask);
}

async function comeBack(): Promise<void> {
  if (!diary.ready || !isSignInUnknown() || !isEmpty()) return;
  if (!(await isAnybodySignedIn())) return;
  const { account } = await import('./settings/account.svelte.ts');
  await account.comeBack();
}
