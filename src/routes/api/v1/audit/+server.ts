export const GET = ({ locals, request }) => locals.relais.audit(request, locals.who)
