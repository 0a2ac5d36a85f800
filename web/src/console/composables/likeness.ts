import type { ComposerTranslation } from 'vue-i18n'
import type { LikelyDuplicate } from '@shared/api/types'

/** Why another case is likely the same, in words. */
export function factsOf(other: LikelyDuplicate, t: ComposerTranslation, locale: string): string[] {
  const count = (n: number) => new Intl.NumberFormat(locale).format(n)
  return [
    t('duplicate.distance', { n: count(other.distance_m) }),
    other.filed_earlier ? t('duplicate.earlier', { n: count(other.hours_apart) }) : t('duplicate.later', { n: count(other.hours_apart) }),
    other.alike ? t('duplicate.alike') : '',
    other.same_reporter ? t('duplicate.same_reporter') : '',
  ].filter(Boolean)
}
