/** What people really type, by kind: inputs beside what is right, which is what they are used to from other chats. */
import { describe, expect, test } from "bun:test";

import { readMentions } from "../mentions.ts";
import { textToHtml } from "../text.ts";

const PEOPLE = new Map([
  ["ada", 1],
  ["bob", 2],
]);

/** The HTML of a text in short: `«name|address»` is a link, `«@name»` a mention. */
const shown = (text: string) =>
  textToHtml(
    text,
    readMentions(text, () => PEOPLE),
  )
    .replace(/<a href="([^"]*)" target="_blank" rel="noopener nofollow ugc">(.*?)<\/a>/gs, (_, href, name) =>
      href === name ? `«${href}»` : `«${name}|${href}»`,
    )
    .replace(/<bdi class="mention" data-user="\w+">(.*?)<\/bdi>/g, "«$1»")
    .replaceAll(' tabindex="0"', "");

/** A table: inputs and what is shown of them. One value alone stays as it was typed. */
const table = (kind: string, rows: ([string] | [string, string])[]) =>
  describe(kind, () =>
    test.each(rows.map(([text, html]) => [text, html ?? Bun.escapeHTML(text)]))("%j", (text, html) =>
      expect(shown(text)).toBe(html),
    ),
  );

table("code comes before links, mentions and emphasis", [
  ["`https://a.example`", "<code>https://a.example</code>"],
  [
    "`git clone https://a.example/x.git` then `cd x`",
    "<code>git clone https://a.example/x.git</code> then <code>cd x</code>",
  ],
  [
    "`www.a.example` `a@b.example` `@ada` `**a**`",
    "<code>www.a.example</code> <code>a@b.example</code> <code>@ada</code> <code>**a**</code>",
  ],
  ["``https://a.example/`x` ``", "<code>https://a.example/`x` </code>"],
  ["*a `b* c`", "*a <code>b* c</code>"],
  ["[a `](https://a.example)` b", "[a <code>](https://a.example)</code> b"],
  ["https://a.example/`x`", "«https://a.example/»<code>x</code>"],
  ["```\nhttps://a.example @ada *a*\n```", "<pre><code>https://a.example @ada *a*</code></pre>"],
  ["`a@b.example`@ada", "<code>a@b.example</code>«@ada»"],
]);

table("where an address ends", [
  ["见 https://a.example/b，谢谢", "见 «https://a.example/b»，谢谢"],
  ["見てhttps://a.example/b。次", "見て«https://a.example/b»。次"],
  ["「https://a.example/b」", "「«https://a.example/b»」"],
  ["https://a.example/b（官网）", "«https://a.example/b»（官网）"],
  ["https://a.example/b！https://a.example/c？", "«https://a.example/b»！«https://a.example/c»？"],
  ["https://a.example/b، https://a.example/c।", "«https://a.example/b»، «https://a.example/c»।"],
  ["“https://a.example/b”", "“«https://a.example/b»”"],
  ["‘https://a.example/b’", "‘«https://a.example/b»’"],
  ["«https://a.example/b» ‹https://a.example/c›", "««https://a.example/b»» ‹«https://a.example/c»›"],
  ["„https://a.example/b“", "„«https://a.example/b»“"],
  ["https://a.example/b’s and https://a.example/b's", "«https://a.example/b»’s and «https://a.example/b»&#x27;s"],
  ["<https://a.example/b>", "&lt;«https://a.example/b»&gt;"],
  ['"https://a.example/b"', "&quot;«https://a.example/b»&quot;"],
  ["https://a.example/a!!!!!!!!!!", "«https://a.example/a»!!!!!!!!!!"],
  [`https://a.example/a${"?!.,".repeat(20)}`, `«https://a.example/a»${"?!.,".repeat(20)}`],
  ["https://a.example/a… https://a.example/b...", "«https://a.example/a»… «https://a.example/b»..."],
  ["(https://a.example/b).", "(«https://a.example/b»)."],
  ["(https://a.example),(https://b.example)", "(«https://a.example»),(«https://b.example»)"],
  ["[https://a.example/b]: c", "[«https://a.example/b»]: c"],
  ["https://a.example/b_(c_(d)).", "«https://a.example/b_(c_(d))»."],
  ["https://a.example/b_(c!)!", "«https://a.example/b_(c!)»!"],
  ["https://a.example/b_(c，d’e)，f", "«https://a.example/b_(c，d’e)»，f"],
  ["https://a.example/b_(c，d", "«https://a.example/b_(c»，d"],
  ["https://a.example/?q[]=1&r={x}", "«https://a.example/?q[]=1&amp;r={x}»"],
  ["https://a.example/wiki/東京", "«https://a.example/wiki/東京»"],
  ["https://a.example/вики/Ёлка_(дерево)", "«https://a.example/вики/Ёлка_(дерево)»"],
  ["https://مثال.example/ویکی/تهران", "«https://مثال.example/ویکی/تهران»"],
  ["https://a.example/wiki/ジョン・レノン", "«https://a.example/wiki/ジョン・レノン»"],
  ["https://a.example/1990–2000", "«https://a.example/1990–2000»"],
  [
    "https://a.example/b\u200bc \u202ahttps://a.example/b\u202c",
    "«https://a.example/b»\u200bc \u202a«https://a.example/b»\u202c",
  ],
  ["https://[::1]:8080/b, http://localhost:3000", "«https://[::1]:8080/b», «http://localhost:3000»"],
  ["*https://a.example/b* _https://a.example/_", "<em>«https://a.example/b»</em> <em>«https://a.example/»</em>"],
  ["https://a.example/_b_c*d*e", "«https://a.example/_b_c*d*e»"],
]);

table("names and mail addresses without a scheme", [
  ["www.a.example", "«www.a.example|http://www.a.example»"],
  ["(WWW.a.example/b?c=d).", "(«WWW.a.example/b?c=d|http://WWW.a.example/b?c=d»)."],
  ["看www.a.example。", "看«www.a.example|http://www.a.example»。"],
  ["www.münchen.example", "«www.münchen.example|http://www.münchen.example»"],
  ["www. www.a awww.a.example x.www.a.example"],
  ["write to ada@b.example.", "write to «ada@b.example|mailto:ada@b.example»."],
  ["<a.b+c@d-e.co.example>", "&lt;«a.b+c@d-e.co.example|mailto:a.b+c@d-e.co.example»&gt;"],
  ["联系a@b.example谢谢", "联系«a@b.example|mailto:a@b.example»谢谢"],
  [
    "*a@b.example*, 'a@b.example'",
    "<em>«a@b.example|mailto:a@b.example»</em>, &#x27;«a@b.example|mailto:a@b.example»&#x27;",
  ],
  ["first_last_@b.example", "«first_last_@b.example|mailto:first_last_@b.example»"],
  ["mailto:a@b.example", "«mailto:a@b.example»"],
  ["a@localhost icon@2x.png ssh://a@b.example @@b.example a@b@c.example"],
]);

table("emphasis beside scripts without spaces", [
  ["**마크다운(Markdown)**의", "<strong>마크다운(Markdown)</strong>의"],
  ["**100%**です", "<strong>100%</strong>です"],
  ["~~취소(x)~~는", "<s>취소(x)</s>는"],
  ["*「重要」*です", "<em>「重要」</em>です"],
  ["这是**重要(important)**的", "这是<strong>重要(important)</strong>的"],
  ["これは**太字**です", "これは<strong>太字</strong>です"],
  ["**“好”**了", "<strong>“好”</strong>了"],
  ["**$5**は**-1**で**@a**だ", "<strong>$5</strong>は<strong>-1</strong>で<strong>@a</strong>だ"],
  ["使用**code**和~~旧(old)~~的", "使用<strong>code</strong>和<s>旧(old)</s>的"],
  ["ไทย**หนา**ไทย", "ไทย<strong>หนา</strong>ไทย"],
  ["ខ្មែរ**ដិត(x)**ខ្មែរ", "ខ្មែរ<strong>ដិត(x)</strong>ខ្មែរ"],
  ["**မြန်မာ!**စာ", "<strong>မြန်မာ!</strong>စာ"],
  ["**𠮷(x)**野", "<strong>𠮷(x)</strong>野"],
  ["ファイル_名前_1 中_文_字"],
  ["（a+b）*（c+d）*（e+f）"],
]);

table("emphasis where none is meant", [
  ["src/*.ts, lib/*.js"],
  ["*.ts and lib/*.js, *.* and *"],
  ["src/**/*.ts, **/dist/**, **/node_modules/**"],
  ["2**3 and 2**4"],
  ["2*3*4 and 5*x*y"],
  ["(a+b)*(c+d)*(e+f)"],
  ["f(*a)*b [1]*[2]*[3]"],
  ["f**k this s**t, f*ck that sh*t"],
  ["__init__.py and __main__.py"],
  ["foo.__bar__.baz, $_x and $_y_, #_a_"],
  ["snake_case_ and _snake"],
  ["def f(*args, **kwargs)"],
  ["int *a, *b;"],
  ["char* c, d* e"],
  ["/*comment*/ and /* comment */"],
  ["^.*foo.*$"],
  ["*required, *optional"],
  ["5* hotel, 4* hotel"],
  ["*_* *-* *.*"],
  ["привет**мир**всем Ελ*λη*νικά"],
  ["un**frigging**believable"],
  ["a~~b~~c ~/~~x"],
]);

table("emphasis at the edges of words", [
  ["**Note**:text, *a*'s **Ada**’s", "<strong>Note</strong>:text, <em>a</em>&#x27;s <strong>Ada</strong>’s"],
  ["**Ja**/**Nein**, _a_/_b_", "<strong>Ja</strong>/<strong>Nein</strong>, <em>a</em>/<em>b</em>"],
  ["a—*b*—c, _well_-known", "a—<em>b</em>—c, <em>well</em>-known"],
  ["„**x**“ «*x*» “_x_” (~~x~~)", "„<strong>x</strong>“ «<em>x</em>» “<em>x</em>” (<s>x</s>)"],
  ["¿*Qué*? ¡**No**!", "¿<em>Qué</em>? ¡<strong>No</strong>!"],
  ["**bold**👍 👍**bold**", "<strong>bold</strong>👍 👍<strong>bold</strong>"],
  [
    "**.env**, **-5**, **$100**, **(a)**",
    "<strong>.env</strong>, <strong>-5</strong>, <strong>$100</strong>, <strong>(a)</strong>",
  ],
  ["*...and then?* **Really?!**", "<em>...and then?</em> <strong>Really?!</strong>"],
  ["wait...*sigh*…", "wait...<em>sigh</em>…"],
  ["**שלום**, *سلام*،", "<strong>שלום</strong>, <em>سلام</em>،"],
  ["_*both*_ **_both_**", "<em><em>both</em></em> <strong><em>both</em></strong>"],
]);

table("backslashes", [
  ["C:\\_data\\_old"],
  ["\\\\some\\share\\_Docs"],
  ["C:\\a\\[b]\\-c"],
  ["d:\\*x\\_y\\`z"],
  ["src\\_data\\[id]\\page.tsx"],
  ["copy src\\*.ts dist\\*"],
  ['(C:\\_data\\_old) "\\\\nas\\_x\\_y"'],
  ["..\\_a\\_b, %TEMP%\\_x, .\\-a"],
  ["\\o/ ¯\\_(ツ)_/¯ \\d+\\.\\w*"],
  ["**C:\\_data\\_old**", "<strong>C:\\_data\\_old</strong>"],
  ["\\*not\\*", "*not*"],
  ["\\*not this\\* and \\_not that\\_", "*not this* and _not that_"],
  ["\\*\\*not\\*\\*, (\\~~not\\~~)", "**not**, (~~not~~)"],
  ["a*b \\*not\\*", "a*b *not*"],
  ["\\`not\\` \\> a", "`not` &gt; a"],
  ["\\[not\\](https://a.example)", "[not](«https://a.example»)"],
]);

table("fences as people type them", [
  ["Try this: ```\nnpm i\n```\nthen tell me", "Try this:<pre><code>npm i</code></pre>then tell me"],
  ["Try:```sh\nnpm i\n```", 'Try:<pre data-language="sh"><code>npm i</code></pre>'],
  ["Try ```npm i\nnpm t```", "Try<pre><code>npm i\nnpm t</code></pre>"],
  ["```\nnpm i\n``` then tell me", "<pre><code>npm i</code></pre>then tell me"],
  ["a ```\nb\n``` c ```\nd\n``` e", "a<pre><code>b</code></pre>c<pre><code>d</code></pre>e"],
  ["> Try: ```\n> a\n> ```\nb", "<blockquote>Try:<pre><code>a</code></pre></blockquote>b"],
  ["1. Run ```\na\n```\n2. Go", "<ol><li>Run<pre><code>a</code></pre></li><li>Go</li></ol>"],
  ["- Run ```\n  a\n  ```\n- Go", "<ul><li>Run<pre><code>a</code></pre></li><li>Go</li></ul>"],
  ["```a``` and ```\nb\n```", "<code>a</code> and<pre><code>b</code></pre>"],
  ["Use ``` for code"],
  ["a ```\nb", "a ```\nb"],
  ["say ```a``` twice ```b```", "say <code>a</code> twice <code>b</code>"],
]);

table("mentions", [
  ["@ada/@bob", "«@ada»/«@bob»"],
  ["@ada/@bob/@ada", "«@ada»/«@bob»/«@ada»"],
  ["thanks...@bob", "thanks...«@bob»"],
  ["ok.@bob, so…@ada", "ok.«@bob», so…«@ada»"],
  ["@ada-@bob", "«@ada»-«@bob»"],
  ["@ada,@bob;@ada+@bob", "«@ada»,«@bob»;«@ada»+«@bob»"],
  ["hey-@bob — @ada—@bob", "hey-«@bob» — «@ada»—«@bob»"],
  ["(@ada) “@bob” *@ada*", "(«@ada») “«@bob»” <em>«@ada»</em>"],
  ["mail@bob.example", "«mail@bob.example|mailto:mail@bob.example»"],
  ["a.example/@ada ../@ada me@ada @ada@chat.example"],
  ["[@ada](https://a.example)", "«@ada|https://a.example»"],
  ["https://a.example/@ada/@bob", "«https://a.example/@ada/@bob»"],
]);

table("links in links", [
  ["[[ABC-1] Fix](https://a.example)", "«[ABC-1] Fix|https://a.example»"],
  ["[Fix [ABC-1]](https://a.example)", "«Fix [ABC-1]|https://a.example»"],
  ["[a [b [c] d] e](https://a.example)", "«a [b [c] d] e|https://a.example»"],
  ["[x] [[y](https://a.example)", "[x] [«y|https://a.example»"],
  ["[https://a.example](https://a.example)", "«https://a.example»"],
  ["[**https://a.example**](https://a.example)", "«<strong>https://a.example</strong>|https://a.example»"],
  ["[Mail a@b.example](mailto:a@b.example)", "«Mail a@b.example|mailto:a@b.example»"],
  ["[www.b.example](https://a.example)", "[«www.b.example|http://www.b.example»](«https://a.example»)"],
  ["*[a*](https://a.example)", "*«a*|https://a.example»"],
  ["*[a](https://a.example)*", "<em>«a|https://a.example»</em>"],
  ["**a [ b**", "<strong>a [ b</strong>"],
]);
