// Reads a directory through Microsoft's own Graph client: users and groups with their members by delta, purposes by batch.
const { Client, PageIterator, BatchRequestContent, BatchResponseContent } = require("@microsoft/microsoft-graph-client");

const [root, host, token, previous] = process.argv.slice(2);
const client = Client.init({
  baseUrl: root,
  customHosts: new Set([host]),
  authProvider: (done) => done(null, token),
});

async function all(first, take) {
  const pages = new PageIterator(client, first, (row) => {
    take(row);
    return true;
  });
  await pages.iterate();
  return pages.getDeltaLink();
}

async function main() {
  const users = new Set();
  const first = await client.api("/users").select("id,displayName,userPrincipalName").top(200).get();
  await all(first, (user) => users.add(user.id));
  const groups = {};
  const start = previous ? client.api(previous) : client.api("/groups/delta").select("id,displayName,members");
  const link = await all(await start.get(), (group) => {
    const known = (groups[group.id] ??= { came: [], went: [], gone: false });
    known.gone = Boolean(group["@removed"]);
    for (const one of group["members@delta"] ?? []) (one["@removed"] ? known.went : known.came).push(one.id);
  });
  const count = await client.api("/users/$count").header("ConsistencyLevel", "eventual").get();
  const some = [...users].slice(0, 20);
  const batch = new BatchRequestContent(
    some.map((id, at) => ({
      id: String(at),
      request: new Request(`https://graph.microsoft.com/users/${id}/mailboxSettings/userPurpose`, { method: "GET" }),
    }))
  );
  const answers = new BatchResponseContent(await client.api("/$batch").post(await batch.getContent()));
  const purposes = {};
  for (const [at, id] of some.entries()) purposes[id] = answers.getResponseById(String(at)).status;
  console.log(JSON.stringify({ users: [...users], groups, link, count: await text(count), purposes }));
}

async function text(value) {
  return typeof value?.getReader === "function" ? new Response(value).text() : String(value);
}

main();
