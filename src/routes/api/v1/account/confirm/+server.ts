export const POST = ({ locals, request }) => locals.relais.confirm(request, locals.who)
