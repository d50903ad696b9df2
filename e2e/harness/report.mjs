// The report as a person uses it: found by roles and words, never by class names.

/** How long a condition may take to come true on a machine under load, milliseconds. */
const PATIENCE = 60_000;

/** Words of the interface a journey looks for. */
export const words = {
  ru: {
    installing: "Подключаем Сводку",
    title: "Коммуникации и сделки",
    table: "Компании: таблица с прокруткой",
    search: "Поиск по названию или ИНН",
    filters: "Фильтры",
    overdue: /^Давно не звонили/,
    overdueFor: /дн\.|нет контактов/,
    responsible: "Ответственный",
    direction: "Направление",
    sector: "Отрасль",
    company: "Компания",
    lastCommunication: /Последняя\s*коммуникация/,
    work: "В работе",
    won: "Успешно",
    totals: "Итого",
    filteredTotals: "Итого по фильтру",
    reset: "Сбросить",
    nothing: "Ничего не нашлось",
    updated: /обновлено/,
    loading: /Загружаем|Загрузка/,
    find: /Найти/,
    today: "сегодня",
  },
  en: {
    installing: "Connecting Svodka",
    title: "Communications and deals",
    table: "Companies: scrollable table",
    search: "Search by title or tax number",
    filters: "Filters",
    overdue: /^Not contacted for long/,
    overdueFor: /days|no contacts/,
    responsible: "Responsible",
    direction: "Direction",
    sector: "Sector",
    company: "Company",
    lastCommunication: /Last\s*communication/,
    work: "In work",
    won: "Won",
    totals: "Total",
    filteredTotals: "Filtered total",
    reset: "Reset",
    nothing: "Nothing found",
    updated: /updated/,
    loading: /Loading/,
    find: /Find/,
    today: "today",
  },
};

/** A number as the interface groups it, or null. */
export function numberIn(text) {
  const digits = /[\d\s\u00a0\u202f]*\d/.exec(text ?? "")?.[0].replaceAll(/\D/g, "");
  return digits ? Number(digits) : null;
}

/** The report inside the portal's page. */
export class Report {
  #table = null;

  constructor(page, portalUrl, lang = "ru") {
    this.page = page;
    this.portalUrl = portalUrl;
    this.lang = lang;
    // Journeys in further languages find things by their place.
    this.words = words[lang] ?? words.en;
    this.frame = page.frameLocator(".frame iframe");
    this.table = this.frame.getByRole("region", { name: this.words.table });
    this.search = this.frame.getByRole("searchbox", { name: this.words.search });
    this.filters = this.frame.getByRole("group", { name: this.words.filters });
    this.status = this.filters.getByRole("status");
    this.totals = this.table.locator("tfoot tr").first();
  }

  /** Waits until the page has the whole table and needs the server for nothing but news. */
  async waitForTable() {
    await this.#table;
    // The answer has arrived; what follows is unpacking it.
    await this.page.waitForTimeout(500);
  }

  /** Opens the app's page in the portal as a user. */
  async open(user, { bare = false, query = "" } = {}) {
    const url = new URL(`/marketplace/app/${query}`, this.portalUrl);
    url.searchParams.set("as", String(user));
    url.searchParams.set("lang", this.lang);
    if (bare) url.searchParams.set("bare", "1");
    this.#table = this.page.waitForResponse(/\/api\/report\/table/, { timeout: 120_000 }).then((answer) => answer.finished());
    this.#table.catch(() => {});
    await this.page.goto(url.href);
  }

  /** The app's own document. */
  async document() {
    const handle = await this.page.locator(".frame iframe").elementHandle();
    return handle.contentFrame();
  }

  /** Waits until companies are shown. */
  async waitForRows() {
    await this.rows().first().waitFor();
  }

  /** Waits until the stamp beside the title says that data is up to date. */
  async waitUntilRead(timeout = 600_000) {
    await this.frame.getByText(this.words.updated).first().waitFor({ timeout });
  }

  /** Rows of companies in the page; only those in sight and a few around them are. */
  rows() {
    return this.table.locator("tbody tr[data-company]");
  }

  /** The row of a company. */
  row(company) {
    return this.table.locator(`tbody tr[data-company="${company}"]`);
  }

  /** The first line of a company's cell: its sum, without the number of deals; 3 is in work over all directions, 4 won. */
  sum(company, place) {
    return this.row(company).locator(":scope > *").nth(place).locator("span").first();
  }

  /** Titles of the companies in the page. */
  async titles() {
    return this.rows().evaluateAll((rows) => rows.map((row) => row.querySelector("th a").textContent.trim()));
  }

  /** Texts of a column of the companies in the page: 1 responsible, 2 last communication, 3 in work, 4 won, … */
  async column(place) {
    return this.rows().evaluateAll((rows, place) => rows.map((row) => row.children[place].innerText.trim()), place);
  }

  /** How many companies match, as the filter bar says. */
  async found() {
    return numberIn(await this.status.innerText());
  }

  /** Waits until the number of matching companies fulfils a condition, and answers it. */
  async waitForFound(condition, what = "the number of companies") {
    const until = Date.now() + PATIENCE;
    let seen = null;
    while (Date.now() < until) {
      seen = await this.found();
      if (seen !== null && condition(seen)) return seen;
      await this.page.waitForTimeout(50);
    }
    throw new Error(`${what} stayed at ${seen}`);
  }

  /** A column's heading; directions have columns of the same name, the first is that of all deals. */
  heading(name) {
    return this.table.locator("th[scope=col]").filter({ has: this.frame.getByRole("button", { name }) }).first();
  }

  /** Sorts by a column; answers the order its heading then announces. */
  async sortBy(name) {
    await this.heading(name).getByRole("button").click();
    return this.heading(name).getAttribute("aria-sort");
  }

  /** Waits until the numbers of a column stand in an order; cells without a number come last and do not count. */
  async waitForOrder(place, inOrder) {
    const until = Date.now() + PATIENCE;
    let numbers = [];
    while (Date.now() < until) {
      numbers = (await this.column(place)).map(numberIn).filter((number) => number !== null);
      if (numbers.length > 1 && numbers.every((number, at) => at === 0 || inOrder(numbers[at - 1], number))) return;
      await this.page.waitForTimeout(50);
    }
    throw new Error(`column ${place} is not in order: ${numbers}`);
  }

  /** Waits until a sum of the totals is as expected; 1 is in work over all directions, 2 won. */
  async waitForTotal(place, expected) {
    const until = Date.now() + PATIENCE;
    let seen = null;
    while (Date.now() < until) {
      seen = numberIn(await this.totals.locator("td").nth(place).innerText());
      if (seen === expected) return;
      await this.page.waitForTimeout(100);
    }
    throw new Error(`total ${place} stayed at ${seen} instead of ${expected}`);
  }

  /** Opens a filter's panel. */
  async openFilter(name) {
    await this.filters.getByRole("button", { name, exact: true }).click();
    const panel = this.frame.getByRole("dialog", { name });
    await panel.waitFor();
    return panel;
  }

  /** Takes every filter off. */
  async reset() {
    await this.filters.getByRole("button", { name: this.words.reset, exact: true }).click();
  }
}
