// An example of a route. Replace it by what the service is really about.
import { HttpError } from './service.js';

const LONGEST_NAME = 60;

export const greetings = [
  {
    method: 'GET',
    path: '/greetings/:name',
    handle({ parameters }) {
      const name = parameters.name.trim();
      if (name.length === 0 || name.length > LONGEST_NAME) {
        throw new HttpError(400, `A name has 1 to ${LONGEST_NAME} characters`);
      }
      return { greeting: `Hello, ${name}!` };
    },
  },
];
