// Reads all users through Microsoft's own Graph client, page by page, and one inbox; prints what it saw as JSON.
const { Client, PageIterator } = require("@microsoft/microsoft-graph-client");

const [root, host, token, canary] = process.argv.slice(2);
const client = Client.init({
  baseUrl: root,
  customHosts: new Set([host]),
  authProvider: (done) => done(null, token),
});

async function main() {
  const seen = [];
  const first = await client.api("/users").select("id,userPrincipalName").top(5).get();
  const pages = new PageIterator(client, first, (user) => {
    seen.push(user.userPrincipalName);
    return true;
  });
  await pages.iterate();
  const inbox = await client.api(`/users/${canary}/mailFolders/inbox`).get();
  let refusal = null;
  try {
    await client.api("/users/nobody").get();
  } catch (error) {
    refusal = { status: error.statusCode, code: error.code, id: error.requestId };
  }
  console.log(JSON.stringify({ seen, inbox: inbox.displayName, refusal }));
}

main();
