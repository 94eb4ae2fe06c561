/** Loaded before the server of a test: a password costs the least that Argon2id can, not a tenth of a second and 64 MB. */
const { hash } = Bun.password;

Bun.password.hash = (password) => hash(password, { algorithm: "argon2id", memoryCost: 8, timeCost: 1 });
