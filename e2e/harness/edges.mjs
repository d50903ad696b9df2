// Records at the edges of what a portal may hold: names as long as fields take, sums of many digits, several currencies.

/** A word nobody can break. */
const UNBREAKABLE = "Северовосточнефтегазстроймонтажналадкакомплектация";

/** Titles as long as real ones get, and one without any place to break. */
export const TITLES = [
  "Общество с ограниченной ответственностью «Научно-производственное объединение энергетического машиностроения и комплексного обслуживания промышленных предприятий Северо-Западного федерального округа»",
  `ООО «${UNBREAKABLE}»`,
  "Федеральное государственное бюджетное учреждение дополнительного профессионального образования «Учебно-методический центр»",
  "Я",
];
/** Names of directions; the last ones are left as they are. */
export const DIRECTIONS = [
  "Проектирование, поставка и шефмонтаж технологического оборудования полного цикла",
  "Пусконаладочные работы",
  "Железнодорожныеперевозкисопровождение",
  "Сервис",
];
const STAGE = "Согласование коммерческого предложения с финансовым департаментом заказчика";
/** The largest sum of one deal here, roubles: nine hundred milliards. */
const LARGE = 912_345_678_901;

/** Makes the records of a portal with eight directions difficult; nothing is installed yet. */
export async function makeDifficult(world) {
  const names = [
    { what: "person", id: 2, name: "Александра-Виктория", last_name: "Константинопольская-Преображенская" },
    { what: "person", id: 3, name: "Гурбангулы", last_name: UNBREAKABLE },
    { what: "department", id: 2, name: "Управление по работе с ключевыми клиентами и государственными заказчиками" },
    { what: "department", id: 3, name: UNBREAKABLE },
    ...DIRECTIONS.map((name, id) => ({ what: "pipeline", id, name })),
    { what: "stage", id: "NEW", name: STAGE },
    { what: "stage", id: "C1:NEW", name: UNBREAKABLE },
  ];
  for (const naming of names) await world.post("name", naming);
  const update = (entity, id, fields) => ({ do: "record", entity, action: "update", id, fields });
  const titles = TITLES.map((TITLE, at) => update("company", at + 1, { TITLE, ASSIGNED_BY_ID: 2 + (at % 2) }));
  const deals = [...Array(40).keys()].map((at) => ({
    do: "record",
    entity: "deal",
    action: "create",
    fields: {
      TITLE: at % 3 === 0 ? `Поставка ${UNBREAKABLE.toLowerCase()} по договору № ${at}` : `Комплекс работ ${at}`,
      COMPANY_ID: 1 + (at % 6),
      CATEGORY_ID: at % 8,
      STAGE_ID: at % 8 === 0 ? (at % 16 ? "WON" : "NEW") : `C${at % 8}:${at % 16 < 8 ? "NEW" : "WON"}`,
      OPPORTUNITY: String(at % 5 === 0 ? LARGE : 1_234_567 + at),
      CURRENCY_ID: "RUB",
      ASSIGNED_BY_ID: 2,
    },
  }));
  await world.control("sequence", [...titles, ...deals]);
}
