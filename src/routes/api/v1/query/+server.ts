export const POST = ({ locals, request }) => locals.relais.query(request, locals.who)
