"""Everything fast_bitrix24 is used for, against an emulated portal.

Reads a task as JSON on its input and prints what it found; the numbers are compared by the one who asked.
"""

import asyncio
import json
import sys

import aiohttp
from fast_bitrix24 import BitrixAsync


async def control(task, path, body):
    """Acts behind the portal's back."""
    async with aiohttp.ClientSession(raise_for_status=True) as session:
        await session.post(f"{task['portal']}/_control/{path}", json=body)


def ids(rows):
    """Ids of rows of either dialect, as a sorted list without repetitions."""
    return sorted({int(row.get("ID", row.get("id"))) for row in rows})


async def by_webhook(task):
    """Lists, single records and references within a batch, by an incoming webhook."""
    portal = BitrixAsync(task["webhook"], verbose=False)
    found = {}
    companies = await portal.get_all("crm.company.list", {"select": ["ID", "TITLE"]})
    found["companies"] = [len(companies), len(ids(companies))]
    deals = await portal.get_all("crm.deal.list", {"select": ["*", "UF_*"]})
    found["deals"] = [len(deals), len(ids(deals))]
    items = await portal.get_all("crm.item.list", {"entityTypeId": 2, "select": ["id", "opportunity"]})
    found["items"] = [len(items), len(ids(items))]
    some = await portal.get_all("crm.deal.list", {"filter": {">ID": 100, "<=ID": 250}, "select": ["ID"]})
    found["filtered"] = ids(some)
    single = await portal.get_by_ID("crm.deal.get", [5, 7, 500])
    found["by_id"] = {str(key): row["ID"] for key, row in single.items()}
    found["references"] = await portal.call_batch(
        {
            "halt": 0,
            "cmd": {
                "first": "crm.company.list?order[ID]=ASC&select[]=ID",
                "own": "crm.deal.list?filter[COMPANY_ID]=$result[first][0][ID]&select[]=ID&select[]=COMPANY_ID",
            },
        }
    )
    return found


async def in_a_storm(task):
    """The portal refuses again and again; every row arrives nevertheless."""
    portal = BitrixAsync(task["webhook"], verbose=False)
    await control(task, "fault", {"kind": "503", "times": 6, "after": 1})
    deals = await portal.get_all("crm.deal.list", {"select": ["ID"]})
    return [len(deals), len(ids(deals))]


async def with_tokens(task):
    """By an app's tokens: they are obtained once, expire in the middle of reading, and are renewed."""
    kept = dict(task["tokens"])
    asked = 0

    async def token():
        nonlocal asked
        asked += 1
        query = {
            "grant_type": "refresh_token",
            "client_id": task["client_id"],
            "client_secret": task["client_secret"],
            "refresh_token": kept["refresh_token"],
        }
        async with aiohttp.ClientSession(raise_for_status=True) as session:
            async with session.get(f"{task['oauth']}/oauth/token/", params=query) as answer:
                kept.update(await answer.json())
        return kept["access_token"]

    portal = BitrixAsync(f"{task['portal']}/rest/", token_func=token, verbose=False)
    await control(task, "fault", {"kind": "expired_token", "times": 1, "after": 1})
    companies = await portal.get_all("crm.company.list", {"select": ["ID"]})
    after_fault = asked
    await control(task, "expire-tokens", None)
    deals = await portal.get_all("crm.deal.list", {"select": ["ID"]})
    return {"companies": len(ids(companies)), "deals": len(ids(deals)), "renewals": [after_fault, asked]}


async def main():
    task = json.load(sys.stdin)
    found = await by_webhook(task)
    found["storm"] = await in_a_storm(task)
    found["tokens"] = await with_tokens(task)
    json.dump(found, sys.stdout)


asyncio.run(main())
