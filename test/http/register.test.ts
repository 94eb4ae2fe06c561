/** Joining: names, passwords, and a form that loses nothing typed but the password. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { attributeOf, find, textOf } from "../support/html.ts";
import { cookieOf, PASSWORD, personOf, register, submit } from "../support/person.ts";
import { startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

/** The headers of a plain form, and those of htmx. */
const BY_FORM_AND_BY_HTMX: Record<string, string>[] = [{}, { "HX-Request": "true" }];

let server: TestServer;

beforeAll(async () => {
  server = await startServer({ FLUSH_INTERVAL_MS: "0" });
  await register(server.url, "Ada");
});
afterAll(() => server[Symbol.asyncDispose]());

const join = (username: string, password = PASSWORD) => submit(server.url, "/register", { username, password });

test("the forms to register and to log in are plain forms, with labels", async () => {
  for (const path of ["/register", "/login"]) {
    const page = await (await fetch(server.url + path)).text();
    expect(find(page, "form")[0]?.attributes).toMatchObject({ method: "post", action: path });
    expect(find(page, "label").map(({ attributes }) => attributes.for)).toEqual(["username", "password"]);
    expect(attributeOf(page, "#password", "type")).toBe("password");
  }
});

test.each(BY_FORM_AND_BY_HTMX)(
  "registering leads to the room and is logged in there, with headers %o",
  async (headers) => {
    const username = `new-${Object.keys(headers).length}`;
    const response = await submit(server.url, "/register", { username, password: PASSWORD }, headers);
    expect(response.status).toBe(303);
    expect(response.headers.get("location")).toBe("/rooms/lobby");
    const page = await (await personOf(server.url, username, cookieOf(response)).ask("/rooms/lobby")).text();
    expect(textOf(page, "#me")).toBe(username);
  },
);

test.each(["नमस्ते", "محمد", "李小龍", "Zoë", "a_b.c-d", "x2", "あ".repeat(24), "Mary Ann"])(
  "one can be called %s",
  async (name) => {
    expect((await join(name)).status).toBe(303);
  },
);

test.each(["Ada", "ADA", " ada ", "Ａda"])("%p is taken when Ada is here, and the form says so", async (name) => {
  const response = await join(name);
  const page = await response.text();
  expect(response.status).toBe(422);
  expect(textOf(page, "#username-problem")).toBe("That name is taken. Try another.");
});

test("of two who want one name at once, one gets it", async () => {
  const answers = await Promise.all([join("twin"), join("TWIN"), join("Twin")]);
  expect(answers.map(({ status }) => status).sort()).toEqual([303, 422, 422]);
});

test.each([
  "",
  "a",
  "x".repeat(25),
  "two . words",
  "a<b>",
  'a"b',
  "a\u200Bb",
  "😀😀",
  "here",
  "Everyone",
  "\u0301ab",
  "..",
  "аdmin",
  "vіctim",
])("the name %p is refused at its field, and kept as it was typed", async (name) => {
  const response = await join(name);
  const page = await response.text();
  expect(response.status).toBe(422);
  expect(textOf(page, "#username-problem")).toBeTruthy();
  expect(attributeOf(page, "#username", "aria-describedby")).toBe("username-problem");
  expect(attributeOf(page, "#username", "aria-invalid")).toBe("true");
  expect(attributeOf(page, "#username", "value")).toBe(name);
  expect(attributeOf(page, "#password", "aria-invalid")).toBeUndefined();
});

test("a name with a space in it is one name, however it is typed, and nobody else takes it without", async () => {
  expect((await join(" Anna  Lena ")).status).toBe(303);
  expect(textOf(await (await join("ANNA LENA")).text(), "#username-problem")).toContain("is taken");
  expect(textOf(await (await join("AnnaLena")).text(), "#username-problem")).toContain("looks too much like");
  expect((await submit(server.url, "/login", { username: "anna lena", password: PASSWORD })).status).toBe(303);
});

test("a name that looks like somebody's is not given, and the person is told why", async () => {
  expect((await join("cesar")).status).toBe(303);
  const response = await join("сеѕаг");
  expect([response.status, textOf(await response.text(), "#username-problem")]).toEqual([
    422,
    "That name looks too much like somebody else's. Try another.",
  ]);
});

test.each(["", "seven77", "p".repeat(129), "Brunhilde", "12345678", "qwertyui", "PARLOR1234"])(
  "the password %p is refused at its field, and not sent back",
  async (password) => {
    const response = await join("Brunhilde", password);
    const page = await response.text();
    expect(response.status).toBe(422);
    expect(textOf(page, "#password-problem")).toBeTruthy();
    expect(attributeOf(page, "#password", "aria-invalid")).toBe("true");
    expect(attributeOf(page, "#password", "value")).toBeUndefined();
    expect(attributeOf(page, "#username", "value")).toBe("Brunhilde");
    if (password && password !== "Brunhilde") expect(page).not.toContain(password);
  },
);

test.each<Record<string, string>>([{}, { username: "lonely" }, { password: PASSWORD }])(
  "a form that lacks fields, %o, comes back with its messages",
  async (fields) => {
    const response = await submit(server.url, "/register", fields);
    const page = await response.text();
    expect(response.status).toBe(422);
    expect(find(page, ".problem").length).toBeGreaterThan(0);
    expect(find(page, "form")).toHaveLength(1);
  },
);

test("passwords of 8 and of 128 characters are fine, whatever they are made of", async () => {
  for (const [name, password] of [
    ["eight", "ñ☃ 😀 xy "],
    ["long", "🔑".repeat(128)],
  ] as const) {
    expect((await join(name, password)).status).toBe(303);
    expect((await submit(server.url, "/login", { username: name, password })).status).toBe(303);
  }
});
