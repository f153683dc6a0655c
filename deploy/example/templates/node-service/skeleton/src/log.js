/**
 * One JSON object a line; the platform collects it from standard output.
 *
 * @param {{write(line: string): unknown}} output where the lines go
 * @returns {(level: 'info' | 'warn' | 'error', message: string, fields?: object) => void}
 */
export function logTo(output) {
  return (level, message, { error, ...fields } = {}) => {
    const line = { timestamp: new Date().toISOString(), level, message, ...fields };
    if (error) {
      line.stack = error.stack;
    }
    output.write(`${JSON.stringify(line)}\n`);
  };
}
