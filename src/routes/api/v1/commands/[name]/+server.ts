export const POST = ({ locals, request, params }) => locals.relais.command(request, locals.who, params.name)
