/** The address of an endpoint. What is undefined is left out; of a list each is given. */
export function address(base, path, parameters = {}) {
  const url = new URL(base);
  url.pathname = url.pathname.replace(/\/$/, '') + path;
  for (const name in parameters) {
    [parameters[name] ?? []].flat().forEach((each) => url.searchParams.append(name, each));
  }
  return url;
}
