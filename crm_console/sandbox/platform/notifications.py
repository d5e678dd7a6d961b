"""platform/notifications: sending one; and, made up, listing one's own."""

from __future__ import annotations

from crm_console.sandbox.platform.refusals import needed
from crm_console.sandbox.platform.users import bare
from crm_console.sandbox.platform.work import Body, Call, Work


def notify_user(work: Work, body: Body) -> Body:
    """To one or to some."""
    subject, content = needed(body, "notificationSubject", "notificationContent")
    users = [*(body.get("destinationUsers") or []), *filter(None, [body.get("destinationUser")])]
    needed({"destinationUser": users}, "destinationUser")
    work.notify([bare(work, one) for one in users], str(subject), str(content),
                str(body.get("notificationPriority") or "None"))
    work.effect(str(subject))
    return {"ok": True}


def list_notifications(work: Work, _body: Body) -> Body:
    """Mine, the newest first. Made up: the vendor publishes no way to read them."""
    mine = [seen for seen in work.all("notification").values() if work.user in seen["users"]]
    return {"notifications": [{name: value for name, value in seen.items() if name != "users"}
                              for seen in reversed(mine)]}


CALLS = [
    Call("platform", "notifications", "actions", "notifyUser", notify_user),
    Call("platform", "sandbox_notifications", "queries", "listNotifications", list_notifications),
]
