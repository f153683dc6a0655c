'use strict';
// The token lives as long as the page: nothing is kept in the browser.
const chosen = document.getElementById('document');
const caller = document.getElementById('caller');
let token = '';

function say(text) {
  caller.textContent = text;
}

/** Where guests may come in, nobody has to look for a token. */
async function enterAsGuest() {
  const answer = await fetch('/api/auth/guest/refresh');
  if (answer.ok) {
    const identity = (await answer.json()).backstageIdentity;
    token = identity.token;
    say(identity.identity.userEntityRef);
  } else {
    say('Give a token to read the documents.');
  }
}

function show() {
  SwaggerUIBundle({
    url: chosen.value,
    domNode: document.getElementById('api'),
    presets: [SwaggerUIBundle.presets.apis],
    layout: 'BaseLayout',
    docExpansion: 'list',
    defaultModelsExpandDepth: 0,
    // No one else is asked whether the document is good.
    validatorUrl: null,
    requestInterceptor: request => {
      if (token && new URL(request.url, location.href).origin === location.origin && !request.headers.Authorization) {
        request.headers.Authorization = `Bearer ${token}`;
      }
      return request;
    },
  });
}

/** The document is in the address, so that one can be linked to. */
function choose() {
  const named = [...chosen.options].find(option => `#${option.text}` === location.hash);
  (named ?? chosen.options[0]).selected = true;
}

chosen.addEventListener('change', () => {
  history.replaceState(null, '', `#${chosen.selectedOptions[0].text}`);
  show();
});
choose();
document.getElementById('sign-in').addEventListener('submit', event => {
  event.preventDefault();
  const field = document.getElementById('token');
  token = field.value.trim().replace(/^Bearer +/i, '');
  field.value = '';
  say('with the token that you gave');
  show();
});
enterAsGuest().catch(() => say('The service does not answer.')).then(show);
