// How grave an alert is. Severities are words that everybody chooses; these are what people usually choose.

type Tone = 'bad' | 'warn' | 'idle';

export function severityTone(severity: string | null): Tone {
  switch (severity?.toLowerCase()) {
    case 'critical':
    case 'page':
    case 'error':
      return 'bad';
    case 'warning':
    case 'warn':
    case 'high':
      return 'warn';
    default:
      return 'idle';
  }
}
