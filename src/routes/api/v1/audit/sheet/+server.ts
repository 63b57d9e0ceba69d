export const GET = ({ locals, request, getClientAddress }) => locals.relais.auditSheet(request, locals.who, getClientAddress())
