// Installs neither fail nor hang where the browser download is blocked: deploy/setup.mjs finds a browser.
module.exports = { skipDownload: true }
