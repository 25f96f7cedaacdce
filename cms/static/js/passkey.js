/* Passkeys: asks the browser for one, puts its answer into the form and sends it. webauthn-json.js, before it, translates.
   What is asked stands in the page, or, at the door, is fetched from where the form leads. */
(function () {
  "use strict";
  function asked(form) {
    var held = document.getElementById("passkey");
    if (held) return Promise.resolve(JSON.parse(held.textContent));
    return fetch(form.action, { headers: { Accept: "application/json" } }).then(function (answer) {
      if (!answer.ok) throw new Error(answer.status);
      return answer.json();
    });
  }
  function resident(options) {
    var wanted = options.publicKey.authenticatorSelection;
    wanted.residentKey = wanted.userVerification = "required";
    wanted.requireResidentKey = true;
    return options;
  }
  document.querySelectorAll("[data-passkey]").forEach(function (button) {
    var form = button.form, failed = form.querySelector(".notice--fake[hidden]");
    button.hidden = false;
    button.addEventListener("click", function () {
      failed.hidden = true;
      asked(form).then(function (options) {
        return options.creation_options ? webauthnJSON.create(resident(options.creation_options)) : webauthnJSON.get(options.request_options);
      }).then(function (answer) {
        form.elements.credential.value = JSON.stringify(answer);
        form.submit();
      }).catch(function () { failed.hidden = false; });
    });
  });
})();
