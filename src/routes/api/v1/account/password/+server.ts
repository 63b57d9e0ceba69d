export const POST = ({ locals, request }) => locals.relais.changePassword(request, locals.who)
