"use strict";

// The token operation reads the client's id and secret from its form; Swagger UI sends them as HTTP Basic.
function credentialsIntoForm(request) {
  const header = request.headers && request.headers.Authorization;
  if (!new URL(request.url, location.href).pathname.endsWith("/users/token") || !header || !header.startsWith("Basic ")) {
    return request;
  }
  const [id, secret] = atob(header.slice("Basic ".length)).split(":");
  delete request.headers.Authorization;
  const form = new URLSearchParams(request.body);
  form.set("client_id", id);
  form.set("client_secret", secret);
  request.body = form.toString();
  return request;
}

const ui = SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  docExpansion: "none",
  filter: true,
  persistAuthorization: false,
  requestInterceptor: credentialsIntoForm,
  validatorUrl: null,
});

// So that logging in asks for nothing but name and password.
fetch("/api/v1/oauth-clients/local")
  .then((reply) => (reply.ok ? reply.json() : Promise.reject(new Error(`status ${reply.status}`))))
  .then((client) => ui.initOAuth({ clientId: client.client_id, clientSecret: client.client_secret }))
  .catch((error) => console.warn("the OAuth client has to be entered by hand:", error.message));
