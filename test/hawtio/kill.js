// SPDX-License-Identifier: Apache-2.0
// kill.js HAWTIO PORT JOB PICTURE: connects hawtio to the Jolokia on that port, as a person does, presses "Execute" of the
// job's operation kill(), prints what hawtio shows for its result, and writes a picture of the page.
const puppeteer = require('puppeteer-core');
const [hawtio, port, job, picture] = process.argv.slice(2);

const OPTIONS = {
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking'],
  defaultViewport: { width: 1400, height: 900 },
};

async function press(page, text) {
  await (await page.waitForSelector(`::-p-text(${text})`)).click();
}

async function pressExactly(page, selector, text) {
  await page.waitForFunction(
    (all, wanted) => {
      const found = [...document.querySelectorAll(all)].find((element) => element.innerText.trim() === wanted);
      if (found) found.click();
      return found !== undefined;
    },
    {},
    selector,
    text,
  );
}

async function fill(page, selector, text) {
  const field = await page.waitForSelector(selector);
  await field.click({ clickCount: 3 });
  await field.type(text);
}

async function connect(browser, page) {
  await page.goto(hawtio, { waitUntil: 'networkidle2' });
  await press(page, 'Add connection');
  await fill(page, '#connection-form-name', 'node7');
  await page.evaluate(() => document.querySelector('#connection-form-scheme').click()); // HTTPS, unless it is told otherwise
  await fill(page, '#connection-form-host', '127.0.0.1');
  await fill(page, '#connection-form-port', port);
  await fill(page, '#connection-form-path', '/jolokia');
  await pressExactly(page, 'button', 'Add');
  const opened = new Promise((resolve) => browser.once('targetcreated', resolve));
  await page.waitForSelector('button:not(:disabled)::-p-text(Connect)');
  await pressExactly(page, 'button:not(:disabled)', 'Connect');
  const connected = await (await opened).page();
  await fill(connected, '#connect-login-form-username', 'operator');
  await fill(connected, '#connect-login-form-password', 'secret');
  await press(connected, 'Log in');
  return connected;
}

async function main() {
  const browser = await puppeteer.launch(OPTIONS);
  try {
    const page = await connect(browser, await browser.newPage());
    await press(page, 'JMX');
    await press(page, 'Expand all');
    await pressExactly(page, '[role=treeitem] button', job);
    await press(page, 'Operations');
    await (await page.waitForSelector('#ex-toggle1')).click(); // kill() is the first by name
    await pressExactly(page, 'button', 'Execute');
    const result = await page.waitForSelector('::-p-text("survivors": 0)');
    console.log((await result.evaluate((element) => element.innerText)).replace(/\s+/g, ' '));
    await page.screenshot({ path: picture });
  } finally {
    await browser.close();
  }
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
