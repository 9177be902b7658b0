"""The calls that a directory is read by, with the type of what they answer."""

from __future__ import annotations

SELECTED = (
    "id,displayName,givenName,surname,mail,userPrincipalName,proxyAddresses,mailNickname,accountEnabled,userType,"
    "assignedPlans,assignedLicenses,showInAddressList,department,companyName,jobTitle,officeLocation,"
    "onPremisesSyncEnabled,onPremisesImmutableId,onPremisesSamAccountName,onPremisesDistinguishedName,createdDateTime"
)
CALLS = {
    "/v1.0/users?$select={every}&$top=999": "user",
    "/v1.0/users/delta": "user",
    "/v1.0/users/delta?$select={every}": "user",
    "/v1.0/users/delta?$deltatoken=latest&$select={every}": "user",
    "/v1.0/groups": "group",
    "/v1.0/groups?$select=id,displayName,mail,mailEnabled,mailNickname,securityEnabled,groupTypes": "group",
    "/v1.0/groups/delta": "group",
    "/v1.0/groups/delta?$select=displayName,mail,members": "group",
    "/v1.0/groups/{group}": "group",
    "/v1.0/groups/{group}/members": "",
    "/v1.0/groups/{group}/members?$select=id": "directoryObject",
    "/v1.0/groups/{group}/members/microsoft.graph.user": "user",
    "/v1.0/groups/{group}/transitiveMembers": "",
    "/v1.0/groups/{group}/transitiveMembers/microsoft.graph.user": "user",
    "/v1.0/groups/{group}/transitiveMembers/microsoft.graph.group": "group",
    "/v1.0/contacts": "orgContact",
    "/v1.0/contacts?$select=id,displayName,mail,proxyAddresses,mailNickname": "orgContact",
    "/v1.0/contacts/delta": "orgContact",
    "/v1.0/users/{info}/mailboxSettings": "mailboxSettings",
    "/v1.0/users/{info}/mailboxSettings/userPurpose": "",
    "/v1.0/directoryObjects/{group}": "group",
    "/v1.0/users/$count": "",
    "/v1.0/groups/$count": "",
    "/v1.0/contacts/$count": "",
}
