"""Nothing here is about prospects: the inspector speaks of sources, campaigns and members."""

from aval.oversight import models

HELD = ()
UNTIED = {
    models.Fault: "what is wrong, about a source, a campaign or a member",
    models.Inspection: "counts",
    models.Signal: "counts, by list, campaign, member or domain",
    models.Watch: "counts",
    models.Sanction: "what was decided about a source, a campaign or a member",
}
