/** What an answer about a template says, as a text that can be compared byte for byte. */
export function outcome(answer) {
  return answer.error !== undefined ? 'error' : answer.undefined ? 'undefined' : JSON.stringify(answer.value);
}
